using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace CaseWorkflows.Web.Desk;

/// <summary>How often citizens may ask: by the address they ask from, and by the code they ask for.</summary>
internal sealed class ProgressLimits : IDisposable
{
    private const int Segments = 6;

    private readonly PartitionedRateLimiter<string> _byAddress;
    private readonly PartitionedRateLimiter<string> _byCode;

    public ProgressLimits((int PerMinute, int PerCode) limits) =>
        (_byAddress, _byCode) = (Of(limits.PerMinute, TimeSpan.FromMinutes(1)), Of(limits.PerCode, TimeSpan.FromHours(1)));

    /// <summary>Counts one question; returns how long to wait if there were too many, else null.</summary>
    public TimeSpan? Count(IPAddress? address, string code)
    {
        using var first = _byAddress.AttemptAcquire(Place(address));
        if (!first.IsAcquired) return TimeSpan.FromMinutes(1);
        // What is no code at all counts for its address alone: together all who mistype would keep each other out.
        if (code.Length == 0) return null;
        // Codes that no case has count as well: what is refused must not tell which ones exist.
        using var second = _byCode.AttemptAcquire(code);
        return second.IsAcquired ? null : TimeSpan.FromHours(1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _byAddress.Dispose();
        _byCode.Dispose();
    }

    // Whoever has one IPv6 address has as many as they like of the same network.
    private static string Place(IPAddress? address) => address switch
    {
        null => "-",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.MapToIPv4().ToString(),
    };

    private static PartitionedRateLimiter<string> Of(int permits, TimeSpan window) => PartitionedRateLimiter.Create<string, string>(
        x => RateLimitPartition.GetSlidingWindowLimiter(x, _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = window, SegmentsPerWindow = Segments, QueueLimit = 0 }));
}
