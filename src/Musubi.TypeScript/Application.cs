using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Musubi.Grains.Declarations;

namespace Musubi.TypeScript;

/// <summary>The application whose stores are told.</summary>
/// <remarks>Its stores are read by its own copy of the Musubi runtime, in a process that the host sets up as it would the application's: with
/// its dependencies, its shared frameworks and its rules for rolling forward. So nothing here resolves an assembly. None of its code runs but
/// the initializers of its stores' static fields.</remarks>
internal static class Application
{
    /// <summary>Runs this tool in place of the application.</summary>
    /// <exception cref="BrokenApplicationException">There is no such application.</exception>
    public static int RunInside(Arguments arguments)
    {
        string Beside(string extension) => Path.ChangeExtension(arguments.Assembly, extension);
        foreach (var file in new[] { arguments.Assembly, Beside(".deps.json"), Beside(".runtimeconfig.json") })
        {
            if (!File.Exists(file))
            {
                throw new BrokenApplicationException($"There is no {file}. Expected the build output of an application, with its .deps.json and .runtimeconfig.json.");
            }
        }

        var start = new ProcessStartInfo(Host())
        {
            ArgumentList =
            {
                "exec", "--depsfile", Beside(".deps.json"), "--runtimeconfig", Beside(".runtimeconfig.json"),
                typeof(Application).Assembly.Location, arguments.Assembly, "--out", arguments.Out, Arguments.InsideFlag,
            },
            RedirectStandardError = true,
        };
        if (arguments.Check)
        {
            start.ArgumentList.Add("--check");
        }

        using var process = Start(start);
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode is < ExitCode.Inside or > ExitCode.Inside + ExitCode.Failed)
        {
            throw new BrokenApplicationException(
                $"{arguments.Assembly} cannot be read: its process ended with the exit code {process.ExitCode}{FirstLines(said)}. Expected an application that this machine can run, and whose stores' static fields can be initialized.");
        }

        Console.Error.Write(said);
        return process.ExitCode - ExitCode.Inside;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new BrokenApplicationException($"{start.FileName} cannot be started: {exception.Message}. Expected the dotnet host, which the variable DOTNET_HOST_PATH may name.");
        }
    }

    // The rest of what the runtime says of a process that it ends is a stack trace.
    private static string FirstLines(string said)
    {
        var lines = said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .TakeWhile(static line => !line.StartsWith("at ", StringComparison.Ordinal)).Where(static line => line.Any(char.IsLetter)).Take(2).ToArray();
        return lines is [] ? "" : $" ({string.Join(' ', lines).TrimEnd('.', ':')})";
    }

    /// <summary>The types of the application that this process runs as.</summary>
    /// <exception cref="BrokenApplicationException">Its stores cannot be read.</exception>
    public static string Describe(string path)
    {
        Assembly application;
        try
        {
            application = Assembly.Load(new AssemblyName { Name = Path.GetFileNameWithoutExtension(path) });
            CheckVersion(Assembly.Load(new AssemblyName("Musubi.Grains")));
        }
        catch (Exception exception) when (IsOfAnAssembly(exception))
        {
            throw new BrokenApplicationException($"{path} cannot be loaded: {exception.Message} Expected the application that hosts the stores, built and with a reference to Musubi.Grains.");
        }

        try
        {
            return DescribeStores(application);
        }
        catch (Exception exception) when (IsOfAnAssembly(exception) || exception is TypeInitializationException)
        {
            throw new BrokenApplicationException($"{path} cannot be read: {StoreFinder.Cause(exception)} Expected the assemblies that the application was built with.");
        }
    }

    // An assembly that is missing, broken, or another than the one that was compiled against.
    private static bool IsOfAnAssembly(Exception exception) =>
        exception is IOException or BadImageFormatException or TypeLoadException or MissingMemberException or ReflectionTypeLoadException or ArgumentException or InvalidProgramException or NotSupportedException;

    // Apart from the above, so that no type of the runtime is touched before its version is known.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string DescribeStores(Assembly application)
    {
        try
        {
            return Generator.Run(StoreFinder.In(application));
        }
        catch (StoreDeclarationException exception)
        {
            throw new BrokenApplicationException(exception.Message);
        }
    }

    private static void CheckVersion(Assembly runtime)
    {
        var (tool, used) = (VersionOf(typeof(Application).Assembly), VersionOf(runtime));
        if (tool != used)
        {
            throw new BrokenApplicationException($"The application uses Musubi {used}, and this tool is {tool}. Expected one version of both.");
        }
    }

    private static string? VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    private static string Host() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet");
}
