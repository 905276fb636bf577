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
        };
        if (arguments.Check)
        {
            start.ArgumentList.Add("--check");
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode is >= ExitCode.Done and <= ExitCode.Failed
            ? process.ExitCode
            : throw new BrokenApplicationException($"{arguments.Assembly} cannot be read: its process ended with the exit code {process.ExitCode}. Expected an application that this machine can run, and whose stores' static fields can be initialized.");
    }

    /// <summary>The types of the application that this process runs as.</summary>
    /// <exception cref="BrokenApplicationException">Its stores cannot be read.</exception>
    public static string Describe(string path)
    {
        Assembly application;
        try
        {
            application = Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(path)));
            CheckVersion(Assembly.Load(new AssemblyName("Musubi.Grains")));
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            throw new BrokenApplicationException($"{path} cannot be loaded: {exception.Message} Expected the application that hosts the stores, built and with a reference to Musubi.Grains.");
        }

        return DescribeStores(application);
    }

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
