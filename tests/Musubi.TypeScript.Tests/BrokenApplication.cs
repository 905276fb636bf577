using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;

namespace Musubi.TypeScript.Tests;

/// <summary>A copy of an application's build output, to be broken, and the tool run on it as a process.</summary>
internal sealed class BrokenApplication : IDisposable
{
    private const string Name = "Musubi.Conformance.Host";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public BrokenApplication()
    {
        foreach (var file in Directory.EnumerateFiles(Built).Where(static file => Path.GetExtension(file) is ".dll" or ".json"))
        {
            File.Copy(file, PathOf(Path.GetFileName(file)));
        }
    }

    /// <summary>The build output: bin/&lt;configuration&gt;/&lt;framework&gt;, the same below each project.</summary>
    public static string Built { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, $"../../../../{Name}/bin", Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory)));

    public string Assembly => PathOf($"{Name}.dll");

    public string Out => PathOf("stores.d.ts");

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Puts another assembly in place of the application's: one whose store has a static field, initialized by this code.</summary>
    public void Emit(Action<ILGenerator> initializer)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Name), typeof(object).Assembly);
        var store = assembly.DefineDynamicModule(Name).DefineType("Emitted.Store", TypeAttributes.Public | TypeAttributes.Class, typeof(Corpus.CorpusStore<,>).BaseType!.GetGenericTypeDefinition().MakeGenericType(typeof(UploadEntry)));
        store.DefineField("Stream", typeof(Stream<int>), FieldAttributes.Public | FieldAttributes.Static | FieldAttributes.InitOnly);
        initializer(store.DefineTypeInitializer().GetILGenerator());
        var render = store.DefineMethod("Render", MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig, typeof(UploadEntry), [typeof(Socket)]);
        render.GetILGenerator().ThrowException(typeof(NotSupportedException));
        store.DefineDefaultConstructor(MethodAttributes.Public);
        store.CreateType();
        assembly.Save(Assembly);
    }

    /// <summary>Runs the tool.</summary>
    public (int ExitCode, string Said) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments is [] ? [Assembly, "--out", Out] : arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var said = process.StandardError.ReadToEnd() + output.Result;
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
