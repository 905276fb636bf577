using System.Diagnostics.CodeAnalysis;

namespace Musubi.TypeScript;

/// <summary>What the tool was asked for.</summary>
/// <param name="Assembly">The application's assembly, as a full path.</param>
/// <param name="Out">The file to write or to check, as a full path.</param>
/// <param name="Check">Whether to compare instead of writing.</param>
/// <param name="Inside">Whether this is the process that runs as the application does.</param>
internal sealed record Arguments(string Assembly, string Out, bool Check, bool Inside)
{
    public const string InsideFlag = "--inside";

    public const string Usage = """
        Usage: dotnet musubi-types <application.dll> --out <file.d.ts> [--check]

          <application.dll>  an application's build output, with its .deps.json and .runtimeconfig.json beside it
          --out <file.d.ts>  where the types go
          --check            writes nothing, and fails when the file is not up to date

        Exit codes: 0 done or up to date, 1 stale (--check), 2 wrong arguments or an application that cannot be read,
                    3 the file cannot be read or written, 4 a fault of the tool.
        """;

    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out Arguments? parsed, out string problem)
    {
        string? assembly = null, file = null;
        var (check, inside) = (false, false);
        (parsed, problem) = (null, "");
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--out" when i + 1 < arguments.Length:
                    file = arguments[++i];
                    break;
                case "--check":
                    check = true;
                    break;
                case InsideFlag:
                    inside = true;
                    break;
                case var path when assembly is null && !path.StartsWith('-'):
                    assembly = path;
                    break;
                default:
                    problem = $"Unexpected argument '{arguments[i]}'.";
                    return false;
            }
        }

        if (string.IsNullOrEmpty(assembly) || string.IsNullOrEmpty(file))
        {
            problem = "Expected the application's assembly and --out.";
            return false;
        }

        foreach (var path in new[] { assembly, file })
        {
            if (path.Contains('\0', StringComparison.Ordinal))
            {
                problem = "Expected paths without the character NUL.";
                return false;
            }
        }

        parsed = new Arguments(Path.GetFullPath(assembly), Path.GetFullPath(file), check, inside);
        return true;
    }
}
