using System.Diagnostics;

namespace Musubi.TypeScript.Tests.Corpus;

/// <summary>The compiler of <c>clients/</c>: <c>npm ci</c> there installs it.</summary>
internal static class TypeScriptCompiler
{
    /// <summary>Compiles files strictly, libraries and declarations included.</summary>
    /// <returns>What the compiler said; empty when all is well.</returns>
    public static string Check(params string[] texts)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var said = texts.Select((text, i) =>
            {
                var file = Path.Combine(folder.FullName, $"{i}.d.ts");
                File.WriteAllText(file, text);
                return Run("--strict", "--noEmit", "--skipLibCheck", "false", "--target", "esnext", "--lib", "esnext,dom", file);
            });
            return string.Concat(said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Run(params string[] arguments)
    {
        var compiler = Path.Combine(Root(), "clients", "node_modules", "typescript", "bin", "tsc");
        Assert.True(File.Exists(compiler), "The TypeScript compiler is missing. Expected it in clients/node_modules: run npm ci in clients/.");
        using var process = Process.Start(new ProcessStartInfo("node", [compiler, .. arguments]) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"exit code {process.ExitCode}: {said}";
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Musubi.Orleans.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
