using System.Runtime.ExceptionServices;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>
/// Room for what recurses deeply. The interpreter parses and runs by recursion; on an ordinary stack a few hundred brackets in a
/// script would end the whole process, which no handler of exceptions can prevent.
/// </summary>
internal static class DeepStack
{
    private const int Bytes = 256 * 1024 * 1024;

    [ThreadStatic]
    private static bool _isHere;

    /// <summary>Whether this thread is one with room.</summary>
    public static bool IsHere => _isHere;

    public static T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            _isHere = true;
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }, Bytes) { IsBackground = true };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
