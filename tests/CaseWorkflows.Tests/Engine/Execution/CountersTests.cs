using CaseWorkflows.Engine.Execution;

namespace CaseWorkflows.Tests.Engine.Execution;

public sealed class CountersTests
{
    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(-128)]
    [InlineData(-129)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_count_of_any_size_is_kept_and_the_others_with_it(int count)
    {
        var counters = new Counters(4) { [0] = 7, [1] = -100, [2] = count };
        counters[3] = counters[2];
        counters[0]++;

        Assert.Equal([8, -100, count, count], counters);
    }
}
