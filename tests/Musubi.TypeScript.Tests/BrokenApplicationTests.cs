using System.Reflection.Emit;

namespace Musubi.TypeScript.Tests;

/// <summary>Whatever an application is, the tool ends with one of its exit codes and a message that names what is wrong, and never with a stack trace.</summary>
public sealed class BrokenApplicationTests : IDisposable
{
    private readonly BrokenApplication _application = new();

    public static TheoryData<string, string> StaticConstructors => new()
    {
        { "throws", "Emitted.Store" },
        { "throws without a message", "Emitted.Store" },
        { "overflows the stack", "Stack overflow" },
        { "fails fast", "on purpose" },
        { "exits with 0", "exit code 0" },
        { "exits with 2", "exit code 2" },
    };

    public void Dispose() => _application.Dispose();

    [Theory]
    [InlineData("Musubi.Grains.dll")]
    [InlineData("Musubi.Abstractions.dll")]
    [InlineData("Orleans.Core.Abstractions.dll")]
    [InlineData("Orleans.Serialization.Abstractions.dll")]
    public void Run_MissingDependency_NamesIt(string file)
    {
        File.Delete(_application.PathOf(file));

        IsBroken(Path.GetFileNameWithoutExtension(file));
    }

    [Theory]
    [InlineData("Musubi.Conformance.Host.dll", "no assembly")]
    [InlineData("Musubi.Conformance.Host.dll", "")]
    [InlineData("Musubi.Conformance.Host.dll", "MZ")]
    [InlineData("Musubi.Grains.dll", "no assembly")]
    [InlineData("Musubi.Abstractions.dll", "")]
    [InlineData("Orleans.Core.Abstractions.dll", "MZ\0\0\0\0")]
    [InlineData("Musubi.Conformance.Host.deps.json", "{")]
    [InlineData("Musubi.Conformance.Host.runtimeconfig.json", "[]")]
    [InlineData("Musubi.Conformance.Host.runtimeconfig.json", """{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"99.0.0"}}}""")]
    public void Run_BrokenFile_SaysSo(string file, string content)
    {
        File.WriteAllText(_application.PathOf(file), content);

        IsBroken("cannot be");
    }

    [Theory]
    [InlineData("Musubi.Conformance.Host.dll")]
    [InlineData("Musubi.Conformance.Host.deps.json")]
    [InlineData("Musubi.Conformance.Host.runtimeconfig.json")]
    public void Run_MissingFile_NamesIt(string file)
    {
        File.Delete(_application.PathOf(file));

        IsBroken(file);
    }

    [Fact]
    public void Run_AssemblyUnderAnotherName_SaysSo()
    {
        foreach (var extension in new[] { ".dll", ".deps.json", ".runtimeconfig.json" })
        {
            File.Copy(Path.ChangeExtension(_application.Assembly, extension), _application.PathOf($"other, name{extension}"));
        }

        IsBroken("other, name", _application.PathOf("other, name.dll"), "--out", _application.Out);
    }

    [Fact]
    public void Run_LibraryWithoutStores_SaysSo()
    {
        File.Copy(_application.PathOf("Microsoft.CodeAnalysis.dll"), _application.Assembly, overwrite: true);

        IsBroken(_application.Assembly);
    }

    [Theory]
    [MemberData(nameof(StaticConstructors))]
    public void Run_StaticConstructor_IsNamedOrItsEndIs(string kind, string expected)
    {
        _application.Emit(code => Write(code, kind));

        IsBroken(expected);
    }

    [Fact]
    public void Run_StaticConstructorThatStartsAThread_EndsAllTheSame()
    {
        _application.Emit(static code =>
        {
            // Nobody else comes to the barrier, so the thread waits for ever.
            code.Emit(OpCodes.Ldc_I4_2);
            code.Emit(OpCodes.Newobj, typeof(Barrier).GetConstructor([typeof(int)])!);
            code.Emit(OpCodes.Ldftn, typeof(Barrier).GetMethod(nameof(Barrier.SignalAndWait), [])!);
            code.Emit(OpCodes.Newobj, typeof(ThreadStart).GetConstructors()[0]);
            code.Emit(OpCodes.Newobj, typeof(Thread).GetConstructor([typeof(ThreadStart)])!);
            code.Emit(OpCodes.Call, typeof(Thread).GetMethod(nameof(Thread.Start), [])!);
            code.Emit(OpCodes.Ret);
        });

        IsBroken("Emitted.Store declares a stream in the field 'Stream', which is null");
    }

    [Theory]
    [InlineData("/", "directory")]
    [InlineData("/proc/no/such.d.ts", "/proc/no/such.d.ts")]
    [InlineData("/proc/self/status/x.d.ts", "/proc/self/status/x.d.ts")]
    [InlineData("/dev/full", "/dev/full")]
    [InlineData("stores\n.d.ts/", "cannot be")]
    public void Run_OutputThatCannotBeWritten_NamesIt(string path, string expected)
    {
        var (code, said) = _application.Run(_application.Assembly, "--out", path);

        Assert.Equal((ExitCode.NoFile, true), (code, said.Contains(expected, StringComparison.Ordinal)));
        HasNoStackTrace(said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_OutputThatIsADirectory_SaysSo(bool check)
    {
        Directory.CreateDirectory(_application.Out);

        var (code, said) = _application.Run([_application.Assembly, "--out", _application.Out, .. check ? ["--check"] : Array.Empty<string>()]);

        Assert.Equal(ExitCode.NoFile, code);
        Assert.Contains(_application.Out, said, StringComparison.Ordinal);
        HasNoStackTrace(said);
    }

    [Fact]
    public void Run_CommentsThatAreNoXml_AreLeftOut()
    {
        File.WriteAllText(Path.ChangeExtension(_application.Assembly, ".xml"), "<doc><members>");

        Assert.Equal((ExitCode.Done, ""), _application.Run());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public void Run_RandomlyDamagedAssembly_EndsWithAMessage(int seed)
    {
        seed = seed == 0 ? Environment.TickCount : seed;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] files = ["Musubi.Conformance.Host.dll", "Musubi.Grains.dll", "Musubi.Abstractions.dll"];
        for (var i = 0; i < 4; i++)
        {
            var file = _application.PathOf(files[random.Next(files.Length)]);
            var sound = File.ReadAllBytes(file);
            var damaged = random.Next(3) == 0 ? sound[..random.Next(sound.Length)] : [.. sound];
            for (var flips = random.Next(1, 200); flips > 0 && damaged.Length > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(file, damaged);
            var (code, said) = _application.Run();
            File.WriteAllBytes(file, sound);

            // Damage in code that is not run goes unseen.
            Assert.True(code is ExitCode.Done or ExitCode.Broken or ExitCode.Failed, $"seed {seed}: {code}: {said}");
            Assert.Equal(code != ExitCode.Done, said.Length > 0);
            HasNoStackTrace(said);
        }
    }

    private static void Write(ILGenerator code, string kind)
    {
        switch (kind)
        {
            case "throws":
                code.Emit(OpCodes.Ldstr, "no license\n   at My.Code()");
                code.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
                code.Emit(OpCodes.Throw);
                break;
            case "throws without a message":
                code.ThrowException(typeof(NullReferenceException));
                break;
            case "overflows the stack":
                // Takes another megabyte of it with every round.
                var top = code.DefineLabel();
                code.MarkLabel(top);
                code.Emit(OpCodes.Ldc_I4, 1 << 20);
                code.Emit(OpCodes.Conv_U);
                code.Emit(OpCodes.Localloc);
                code.Emit(OpCodes.Pop);
                code.Emit(OpCodes.Br, top);
                break;
            case "fails fast":
                code.Emit(OpCodes.Ldstr, "on purpose");
                code.Emit(OpCodes.Call, typeof(Environment).GetMethod(nameof(Environment.FailFast), [typeof(string)])!);
                code.Emit(OpCodes.Ret);
                break;
            default:
                code.Emit(OpCodes.Ldc_I4, kind[^1] - '0');
                code.Emit(OpCodes.Call, typeof(Environment).GetMethod(nameof(Environment.Exit))!);
                code.Emit(OpCodes.Ret);
                break;
        }
    }

    private void IsBroken(string expected, params string[] arguments)
    {
        var (code, said) = _application.Run(arguments);

        Assert.True(code == ExitCode.Broken, $"{code}: {said}");
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.False(File.Exists(_application.Out));
        HasNoStackTrace(said);
    }

    private static void HasNoStackTrace(string said) => Assert.DoesNotMatch(@"(?m)^\s+at \S+\(", said);
}
