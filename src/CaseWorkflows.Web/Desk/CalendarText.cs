using System.Text;

namespace CaseWorkflows.Web.Desk;

/// <summary>The text of a calendar file in whichever of the two usual encodings it was saved.</summary>
internal static class CalendarText
{
    private const int Gb18030 = 54936;

    public static string Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(Gb18030)!.GetString(bytes);
        }
    }
}
