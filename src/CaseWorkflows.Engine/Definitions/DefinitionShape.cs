using System.Security.Cryptography;
using System.Text;

namespace CaseWorkflows.Engine.Definitions;

public sealed partial class WorkflowDefinition
{
    private string? _shape;

    /// <summary>
    /// A short digest of all activities and connections in their order. What is counted by place in the document belongs to documents with this shape only.
    /// </summary>
    internal string Shape => _shape ??= Digest();

    private string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var activity in Activities)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{activity.Parent?.Id}/{activity.Slot}/{activity.Id}\n"));
            foreach (var connection in activity.Connections) hash.AppendData(Encoding.UTF8.GetBytes($"{connection}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }
}
