namespace Musubi.TypeScript;

/// <summary><c>dotnet musubi-types</c>: the types of an application's stores, for its pages.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (!Arguments.TryParse(arguments, out var parsed, out var problem))
        {
            Console.Error.WriteLine(problem);
            Console.Error.WriteLine(Arguments.Usage);
            return ExitCode.Broken;
        }

        if (!parsed.Inside)
        {
            return Run(() => Application.RunInside(parsed), parsed);
        }

        // At once, because a thread that the application started would keep the process alive.
        Environment.Exit(ExitCode.Inside + Run(() => Deliver(parsed, Application.Describe(parsed.Assembly)), parsed));
        return ExitCode.Failed;
    }

    private static int Run(Func<int> run, Arguments arguments)
    {
        try
        {
            return run();
        }
        catch (BrokenApplicationException exception)
        {
            return Fail(ExitCode.Broken, exception.Message);
        }
        catch (Exception exception)
        {
            // One line, as a build shows it: a stack trace says nothing to those who see it.
            return Fail(ExitCode.Failed, $"{exception.GetType()}: {exception.Message} This is a fault of the tool; please report it, with what {arguments.Assembly} declares.");
        }
    }

    private static int Deliver(Arguments arguments, string types)
    {
        try
        {
            return Output.Deliver(arguments, types);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Fail(ExitCode.NoFile, $"{arguments.Out} cannot be read or written: {exception.Message}");
        }
    }

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine($"musubi-types: error: {message}");
        return code;
    }
}
