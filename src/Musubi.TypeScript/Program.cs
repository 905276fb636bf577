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

        try
        {
            return parsed.Inside ? Output.Deliver(parsed, Application.Describe(parsed.Assembly)) : Application.RunInside(parsed);
        }
        catch (BrokenApplicationException exception)
        {
            Console.Error.WriteLine($"musubi-types: error: {exception.Message}");
            return ExitCode.Broken;
        }
    }
}
