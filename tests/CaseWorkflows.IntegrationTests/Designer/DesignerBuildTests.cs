using System.Diagnostics;
using CaseWorkflows.IntegrationTests.Verbs;

namespace CaseWorkflows.IntegrationTests.Designer;

/// <summary>How a build comes by the designer: with Node, without it, without wanting it, and from packages that another step has brought.</summary>
public sealed class DesignerBuildTests : IDisposable
{
    private const string Package = "@elsa-workflows/elsa-studio-wasm";

    private readonly Scratch _scratch = new();

    public DesignerBuildTests()
    {
        Directory.CreateDirectory(Path.Combine(_scratch.Path, "bin"));
        // What a build runs, it runs in a shell.
        File.CreateSymbolicLink(Path.Combine(_scratch.Path, "bin", "sh"), "/bin/sh");
        _scratch.Write("Designer/package.json", "{}");
        _scratch.Write("Designer/package-lock.json", "{}");
        _scratch.Write("build.proj", $"""
            <Project DefaultTargets="Build">
              <PropertyGroup><BaseIntermediateOutputPath>obj/</BaseIntermediateOutputPath></PropertyGroup>
              <Import Project="{Path.Combine(VerbRun.Root, "src", "CaseWorkflows.Web", "DesignerPackage.targets")}" />
              <Target Name="AssignTargetPaths" />
              <Target Name="Build" DependsOnTargets="TakeDesigner"><Message Importance="high" Text="FILE %(None.Link)" Condition="'%(None.Link)' != ''" /></Target>
            </Project>
            """);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Without_Node_it_goes_on_and_says_in_both_languages_what_is_missing()
    {
        var (exitCode, said) = await BuildAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("Node.js was not found: the product is built without the designer", said, StringComparison.Ordinal);
        Assert.Contains("没有找到 Node.js", said, StringComparison.Ordinal);
        Assert.DoesNotContain("FILE ", said, StringComparison.Ordinal);
        var (left, silent) = await BuildAsync("-p:Designer=false");
        Assert.Equal(0, left);
        Assert.DoesNotContain("Node.js", silent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_Node_the_packages_files_lie_beside_the_program_and_a_registry_that_fails_stops_the_build()
    {
        Npm($"mkdir -p node_modules/{Package}/_framework && cd node_modules/{Package} && touch _framework/dotnet.js.br _framework/dotnet.js.gz _framework/dotnet.js app.css index.html.br app.map.br");
        var (exitCode, said) = await BuildAsync();
        Assert.True(exitCode == 0, said);
        foreach (var file in new[] { "designer/_framework/dotnet.js.br", "designer/_framework/dotnet.js.gz", "designer/app.css" }) Assert.Contains($"FILE {file}", said, StringComparison.Ordinal);
        // What is sent packed is not kept plain as well, and maps for the package's own developers are left out.
        Assert.DoesNotContain("FILE designer/_framework/dotnet.js\n", said.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("app.map", said, StringComparison.Ordinal);

        Directory.Delete(Path.Combine(_scratch.Path, "obj"), true);
        Npm("echo no registry >&2; exit 7");
        var (failed, why) = await BuildAsync();
        Assert.NotEqual(0, failed);
        Assert.Contains("npm ci could not bring the designer (exit code 7)", why, StringComparison.Ordinal);
        Assert.Contains("-p:Designer=false", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_that_another_step_has_brought_are_taken_without_Node()
    {
        _scratch.Write($"brought/{Package}/_framework/dotnet.js.br", "");
        var (exitCode, said) = await BuildAsync($"-p:DesignerPackages={Path.Combine(_scratch.Path, "brought")}");
        Assert.True(exitCode == 0, said);
        Assert.Contains("FILE designer/_framework/dotnet.js.br", said, StringComparison.Ordinal);
        var (failed, why) = await BuildAsync($"-p:DesignerPackages={Path.Combine(_scratch.Path, "nothing")}");
        Assert.NotEqual(0, failed);
        Assert.Contains("There is no designer in", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_container_file_brings_it_in_a_stage_of_its_own_and_leaves_what_does_not_belong_there()
    {
        var file = await File.ReadAllTextAsync(Path.Combine(VerbRun.Root, "docker", "Dockerfile"));
        Assert.Contains("COPY --from=designer /designer/node_modules /designer/node_modules", file, StringComparison.Ordinal);
        Assert.Contains("-p:DesignerPackages=/designer/node_modules", file, StringComparison.Ordinal);
        // The same command in the stage as in a build outside.
        var command = "npm ci --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error";
        Assert.Contains(command, file, StringComparison.Ordinal);
        Assert.Contains(command, await File.ReadAllTextAsync(Path.Combine(VerbRun.Root, "src", "CaseWorkflows.Web", "DesignerPackage.targets")), StringComparison.Ordinal);
        foreach (var copied in file.Split('\n').Where(x => x.StartsWith("COPY ", StringComparison.Ordinal) && !x.Contains("--from", StringComparison.Ordinal)).SelectMany(x => x.Split(' ')[1..^1]))
            Assert.True(copied.Contains('*', StringComparison.Ordinal) || File.Exists(Path.Combine(VerbRun.Root, copied)) || Directory.Exists(Path.Combine(VerbRun.Root, copied)), $"{copied} is copied and not there.");
        var ignored = await File.ReadAllLinesAsync(Path.Combine(VerbRun.Root, ".dockerignore"));
        foreach (var left in new[] { "**/bin", "**/obj", "**/node_modules", ".git", "data", "tests", "artifacts", "**/*.pem" }) Assert.Contains(left, ignored);
    }

    private void Npm(string ci)
    {
        var file = _scratch.Write("bin/npm", $"#!/bin/sh\nPATH=/usr/bin:/bin\nif [ \"$1\" = --version ]; then echo 10.0.0; exit 0; fi\n{ci}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // With a search path that has nothing but what the test puts there.
    private async Task<(int ExitCode, string Said)> BuildAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Dotnet(), ["msbuild", "build.proj", "-nologo", "-nodeReuse:false", "-v:minimal", .. args]) { WorkingDirectory = _scratch.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = Path.Combine(_scratch.Path, "bin");
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await errors);
    }

    private static string Dotnet() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(x => Path.Combine(x, "dotnet")).First(File.Exists);
}
