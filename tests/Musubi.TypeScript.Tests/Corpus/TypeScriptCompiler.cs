using System.Diagnostics;

namespace Musubi.TypeScript.Tests.Corpus;

/// <summary>The compiler of <c>clients/</c>: <c>npm ci</c> there installs it.</summary>
internal static class TypeScriptCompiler
{
    /// <summary>Compiles a file of types strictly, libraries and declarations included.</summary>
    /// <param name="types">The file.</param>
    /// <param name="page">A module that uses it.</param>
    /// <returns>What the compiler said; empty when all is well.</returns>
    public static string Check(string types, string page = "export {};")
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            string[] files = [Path.Combine(folder.FullName, "musubi.d.ts"), Path.Combine(folder.FullName, "page.ts")];
            File.WriteAllText(files[0], types);
            File.WriteAllText(files[1], page);
            return Run(["--strict", "--noEmit", "--skipLibCheck", "false", "--target", "esnext", "--module", "esnext", "--lib", "esnext,dom", .. files]);
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
