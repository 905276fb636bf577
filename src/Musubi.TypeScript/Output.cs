namespace Musubi.TypeScript;

/// <summary>Writes the file, or compares it.</summary>
internal static class Output
{
    public static int Deliver(Arguments arguments, string types)
    {
        if (Directory.Exists(arguments.Out))
        {
            throw new IOException("It is a directory. Expected the name of a file.");
        }

        // A checkout may have turned the line ends; what they are says nothing about the stores.
        var before = File.Exists(arguments.Out) ? Read(arguments.Out, types).ReplaceLineEndings("\n") : null;
        if (before == types)
        {
            return ExitCode.Done;
        }

        if (arguments.Check)
        {
            Console.Error.WriteLine($"{arguments.Out}: error MUSUBI1: {(before is null ? "The file of the stores' types is missing." : Difference(before, types))} Build without --check, and commit the file.");
            return ExitCode.Stale;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(arguments.Out)!);
        File.WriteAllText(arguments.Out, types);
        return ExitCode.Done;
    }

    // No more than could be equal: a device has no end.
    private static string Read(string path, string types)
    {
        using var reader = new StreamReader(path);
        var text = new char[types.Length + types.Count('\n') + 1];
        return new string(text, 0, reader.ReadBlock(text));
    }

    private static string Difference(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var line = 0;
        while (line < old.Length && line < now.Length && old[line] == now[line])
        {
            line++;
        }

        return $"The types are stale from line {line + 1}: expected '{Line(now)}'; got '{Line(old)}'.";

        string Line(string[] lines) => line < lines.Length ? lines[line].Trim() : "the end";
    }
}
