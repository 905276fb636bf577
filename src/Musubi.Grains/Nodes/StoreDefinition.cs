using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Musubi.Grains.Commands;
using Musubi.Grains.Declarations;
using Musubi.Grains.Documents;
using Musubi.Grains.Services;
using Musubi.Json;

namespace Musubi.Grains.Nodes;

/// <summary>What the runtime knows of one store type: its attributes, its commands, and how its state is written and compared.</summary>
internal abstract class StoreDefinition
{
    private readonly FrozenDictionary<string, Command> _commands;
    private readonly ImmutableArray<IKeptKey> _kept;

    protected StoreDefinition(Store store, CallbackServices services, Problems problems)
    {
        Store = store;
        Name = problems.Read(() => StoreNameAttribute.Of(store.GetType()), "");
        Attributes = problems.Read(() => Musubi.Attributes.Of(store.GetType()), []);
        Callbacks = new StoreCallbacks(store, services, problems);
        _commands = ReadCommands(store.GetType(), services, problems);
        Streams = Declared.In<IStream>(Type, "stream", static stream => stream.Name, problems);
        Events = Declared.In<IPushEvent>(Type, "event", static declared => declared.Name, problems);
        Uploads = Declared.In<Upload>(Type, "upload", static upload => upload.Name, problems);
        _kept = KeptKeys(Type);
        Transient = Declared.In<ITransientKey>(Type, "transient key", static key => key.Name, problems);
        RefuseState(store.GetType(), problems);
        if (Callbacks.ReadsAttributes)
        {
            RefuseUnreadableAttributes(problems);
        }
    }

    /// <summary>The one instance that serves every node.</summary>
    public Store Store { get; }

    /// <summary>The wire module.</summary>
    public string Name { get; }

    public Type Type => Store.GetType();

    public ImmutableArray<IAttr> Attributes { get; }

    public ImmutableArray<IStream> Streams { get; }

    public ImmutableArray<IPushEvent> Events { get; }

    public ImmutableArray<Upload> Uploads { get; }

    /// <summary>The keys whose values are not kept with a durable root.</summary>
    public ImmutableArray<ITransientKey> Transient { get; }

    /// <summary>How a root of this type is kept; null when it is not.</summary>
    public DurableAttribute? Durable => field ??= Type.GetCustomAttribute<DurableAttribute>();

    /// <summary>Its callbacks, with the services that they take.</summary>
    public StoreCallbacks Callbacks { get; }

    /// <summary>How the state is written and compared.</summary>
    public abstract StateShape Shape { get; }

    /// <summary>The type that the store renders.</summary>
    public abstract Type StateType { get; }

    /// <summary>Reads what a store declares.</summary>
    /// <param name="store">The store. Of one that was never constructed everything can be read, and nothing runs.</param>
    /// <param name="services">Which parameters of its callbacks are services.</param>
    /// <exception cref="StoreDeclarationException">The store is declared wrongly; it says everything that is wrong.</exception>
    public static StoreDefinition Create(Store store, CallbackServices services)
    {
        var state = StateOf(store.GetType())
            ?? throw new StoreDeclarationException($"{store.GetType()} is no store. Expected a class that derives from Store<TState> or RootStore<TState>.");
        var problems = new Problems();
        problems.TryRead(() => (StoreDefinition)Activator.CreateInstance(typeof(StoreDefinition<>).MakeGenericType(state), store, services, problems)!, out var definition);
        problems.ThrowIfAny();
        return definition!;
    }

    /// <summary>The type that a store type renders; null when it is no store.</summary>
    public static Type? StateOf(Type store)
    {
        for (var type = store; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Store<>))
            {
                return type.GenericTypeArguments[0];
            }
        }

        return null;
    }

    /// <summary>The wire names of the commands.</summary>
    public IEnumerable<string> CommandNames => _commands.Keys;

    public IEnumerable<Command> Commands => _commands.Values;

    public Upload? FindUpload(string name) => Uploads.FirstOrDefault(upload => upload.Name == name);

    public Command? FindCommand(string name) => _commands.GetValueOrDefault(name);

    /// <summary>A socket without what is not kept.</summary>
    public Socket Kept(Socket socket) => Transient.Aggregate(socket, static (left, key) => left.Unassign(key.Name)).ResetChanged();

    /// <summary>A socket of a store that was kept, perhaps by another build: with what was not kept, and under the names that its keys have here.</summary>
    public Socket Revive(Socket saved)
    {
        var socket = saved.WithoutUnreadable();
        foreach (var key in _kept)
        {
            if (key.FormerName is { } former && socket.Assigns.TryGetValue(former, out var value))
            {
                socket = socket.AssignNew(key.Name, () => value);
            }

            socket = key.HasIfMissing ? socket.AssignNew(key.Name, () => key.IfMissing) : socket;
        }

        socket = Attributes.Where(static attribute => !attribute.Required).Aggregate(socket, static (left, attribute) => left.AssignNew(attribute.Name, () => attribute.Default));
        return Transient.Aggregate(socket, static (left, key) => left.AssignNew(key.Name, () => key.Initial));
    }

    /// <summary>Renders, and resolves nothing: child stores are placeholders in what it returns.</summary>
    public abstract object Render(Socket socket);

    /// <summary>Turns a state into what it is on the wire.</summary>
    public abstract ImmutableDictionary<string, object?> Generalize(object state);

    // Those that say what to do where another build has kept nothing under them.
    private static ImmutableArray<IKeptKey> KeptKeys(Type store)
    {
        const BindingFlags Own = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var keys = ImmutableArray.CreateBuilder<IKeptKey>();
        for (var type = store; type is not null && type != typeof(Store); type = type.BaseType)
        {
            keys.AddRange(type.GetFields(Own).Where(static field => typeof(IKeptKey).IsAssignableFrom(field.FieldType))
                .Select(static field => (IKeptKey?)field.GetValue(null))
                .OfType<IKeptKey>()
                .Where(static key => key.HasIfMissing || key.FormerName is not null));
        }

        return keys.DrainToImmutable();
    }

    private static FrozenDictionary<string, Command> ReadCommands(Type store, CallbackServices services, Problems problems)
    {
        var commands = new Dictionary<string, Command>(StringComparer.Ordinal);
        foreach (var method in store.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(static method => method.IsDefined(typeof(CommandAttribute))))
        {
            if (problems.TryRead(() => Command.Create(method, services), out var command) && !commands.TryAdd(command.Name, command))
            {
                problems.Add($"{store} declares two commands named '{command.Name}'. Expected names that differ.");
            }
        }

        return commands.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private void RefuseUnreadableAttributes(Problems problems)
    {
        foreach (var attribute in Attributes)
        {
            if (Readable.ProblemOf(attribute.Type) is { } problem)
            {
                problems.Add($"{Type} declares the attribute '{attribute.Name}', which {problem}.");
            }
        }
    }

    // One instance serves every node of every user: state in a field would be shared between them, and lost with the process.
    private static void RefuseState(Type store, Problems problems)
    {
        for (var type = store; type is not null && type != typeof(Store); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                // A primary constructor's captured parameter, such as a service, is a field the compiler does not mark readonly.
                var captured = field.Name.StartsWith('<') && field.Name.EndsWith(">P", StringComparison.Ordinal);
                if (!field.IsInitOnly && !captured)
                {
                    problems.Add(
                        $"{store} keeps state in the field '{field.Name}', and one instance serves every node. Expected state in assigns, and fields to be readonly services.");
                }
            }
        }
    }
}

/// <inheritdoc/>
internal sealed class StoreDefinition<TState> : StoreDefinition
    where TState : class
{
    private readonly ObjectWireType<TState> _shape;
    private readonly Store<TState> _store;

    public StoreDefinition(Store store, CallbackServices services, Problems problems)
        : base(store, services, problems)
    {
        _store = (Store<TState>)store;
        var prefix = $"{store.GetType()} renders {typeof(TState)}. ";
        _shape = problems.Read(
            () => WireType.For<TState>() as ObjectWireType<TState> ?? throw new StoreDeclarationException($"{prefix}Expected a record, which becomes an object on the wire."),
            null!,
            prefix);
        Shape = new ObjectStateShape<TState>(_shape);
        CheckProperties(problems);
    }

    public override Type StateType => typeof(TState);

    public override StateShape Shape { get; }

    public override object Render(Socket socket)
    {
        var state = _store.Render(socket);
        return state is not null && state.GetType() == typeof(TState)
            ? state
            : throw new InvalidOperationException($"{Type} rendered {state?.GetType().ToString() ?? "null"}. Expected {typeof(TState)} itself.");
    }

    public override ImmutableDictionary<string, object?> Generalize(object state) => (ImmutableDictionary<string, object?>)_shape.Generalize((TState)state)!;

    // What a store declares beside its state must have its place in it, or none.
    private void CheckProperties(Problems problems)
    {
        foreach (var stream in Streams)
        {
            if (_shape is not null && _shape.TypeOf(stream.Name) != stream.GetType())
            {
                problems.Add(
                    $"{Type} declares the stream '{stream.Name}', and {typeof(TState)} has no place for it. Expected a property of that name and of type Stream<{stream.ItemType}>.");
            }
        }

        foreach (var pushed in Events)
        {
            if (!problems.Read(() => WireType.For(pushed.PayloadType).IsObject, true, $"{Type} declares the event '{pushed.Name}'. "))
            {
                problems.Add($"{Type} declares the event '{pushed.Name}' with a payload of {pushed.PayloadType}. Expected a record, which becomes an object on the wire.");
            }
        }

        foreach (var upload in Uploads)
        {
            if (_shape?.TypeOf(upload.Name) is not null)
            {
                problems.Add($"{Type} declares the upload '{upload.Name}', and {typeof(TState)} has a property of that name. Expected names that differ: the runtime puts the upload there.");
            }

            if (upload is { MaxEntries: < 1 } or { MaxFileSize: < 1 } or { ChunkSize: < 1 } || upload.ChunkTimeout <= TimeSpan.Zero || !upload.Accept.All(UploadExtension.IsValid))
            {
                problems.Add($"{Type} declares the upload '{upload.Name}' with limits out of range. Expected sizes and counts of at least 1, a timeout of more than zero, and extensions such as '.png'.");
            }
        }
    }
}
