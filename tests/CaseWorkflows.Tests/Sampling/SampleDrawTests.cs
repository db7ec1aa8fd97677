using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Sampling;

namespace CaseWorkflows.Tests.Sampling;

public sealed class SampleDrawTests
{
    private const string Seed = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(33, 1)]
    [InlineData(34, 2)]
    [InlineData(66, 2)]
    [InlineData(67, 3)]
    [InlineData(100, 3)]
    [InlineData(101, 4)]
    public void Three_of_a_hundred_are_rounded_up_and_one_at_least(int members, int size) => Assert.Equal(size, SampleDraw.SizeOf(members, 3, 1));

    [Fact]
    public void The_draw_is_the_same_in_whatever_order_the_rows_come()
    {
        var candidates = Enumerable.Range(1, 250).Select(x => Candidate($"42-2026-{x:0000}", "web", x % 2 == 0 ? "li.na" : "zhou.min")).ToList();
        var shuffled = candidates.OrderBy(x => SamplePopulation.HashOf(x.Code)).ToList();

        var (one, other) = (SamplePopulation.TextOf(candidates), SamplePopulation.TextOf(shuffled));

        Assert.Equal(SamplePopulation.HashOf(one), SamplePopulation.HashOf(other));
        Assert.Equal(SampleDraw.Of(one, Seed, 3, 1), SampleDraw.Of(other, Seed, 3, 1));
        Assert.NotEqual(SampleDraw.Of(one, Seed, 3, 1).Select(x => x.Code), SampleDraw.Of(one, Seed.Replace('0', '1'), 3, 1).Select(x => x.Code));
    }

    [Fact]
    public void Each_city_channel_and_author_is_a_group_of_its_own()
    {
        List<SampleCandidate> candidates =
        [
            .. Enumerable.Range(1, 34).Select(x => Candidate($"A{x:00}", "web", "li.na")), Candidate("B01", "hotline", "li.na"), Candidate("C01", "web", "zhou.min"), Candidate("D01", "web", "zhou.min") with { City = "/431000/" },
        ];

        var drawn = SampleDraw.Of(SamplePopulation.TextOf(candidates), Seed, 3, 1);

        Assert.Equal(
            [("/420700/|hotline|li.na", 1, 1), ("/420700/|web|li.na", 2, 34), ("/420700/|web|zhou.min", 1, 1), ("/431000/|web|zhou.min", 1, 1)],
            drawn.GroupBy(x => x.Stratum).Select(x => (x.Key, x.Count(), x.First().Members)));
        Assert.Equal(drawn.Count, drawn.Select(x => x.Code).Distinct().Count());
    }

    [Fact]
    public void The_draw_stays_what_was_published_of_its_method()
    {
        var text = SamplePopulation.TextOf([.. Enumerable.Range(1, 10).Select(x => Candidate($"X{x:00}", "web", "li.na"))]);

        // As printf '%s' 'seed|X01' | sha256sum gives it for each code; the smallest is drawn.
        var expected = Enumerable.Range(1, 10).Select(x => $"X{x:00}").OrderBy(x => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{Seed}|{x}"))), StringComparer.Ordinal).First();
        Assert.Equal([expected], SampleDraw.Of(text, Seed, 3, 1).Select(x => x.Code));
        Assert.StartsWith("X01|/420700/|web|li.na\nX02|", text, StringComparison.Ordinal);
        Assert.Empty(SampleDraw.Of("", Seed, 3, 1));
    }

    private static SampleCandidate Candidate(string code, string channel, string author) => new(new CaseId(Guid.NewGuid()), code, "/420700/", channel, author, "/420700/", DateTimeOffset.UnixEpoch, []);
}
