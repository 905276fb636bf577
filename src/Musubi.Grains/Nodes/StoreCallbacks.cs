using Musubi.Grains.Declarations;
using Musubi.Grains.Services;

namespace Musubi.Grains.Nodes;

/// <summary>Runs a store's callbacks: the method that it overrides, or in its place a public overload that takes services after the callback's own parameters.</summary>
/// <remarks>An overload runs in a service scope of its own, which ends when it is through. A store without any pays one comparison for each call.</remarks>
internal sealed class StoreCallbacks
{
    private readonly Store _store;
    private readonly CallbackServices _services;
    private readonly Func<IServiceProvider, (Params Params, Socket Socket), ValueTask<Socket>>? _mount;
    private readonly Func<IServiceProvider, Socket, ValueTask<Socket>>? _init;
    private readonly Func<IServiceProvider, (IReadOnlyDictionary<string, object?> NewAssigns, Socket Socket), ValueTask<Socket>>? _update;
    private readonly Func<IServiceProvider, (object Message, Socket Socket), ValueTask<Socket>>? _handleInfo;
    private readonly Func<IServiceProvider, (Lost Lost, Socket Socket), ValueTask<Socket>>? _resumed;
    private readonly Func<IServiceProvider, (string Name, AsyncOutcome<object?> Outcome, Socket Socket), ValueTask<Socket>>? _handleAsync;
    private readonly Func<IServiceProvider, (Upload Upload, UploadEntry Entry, Socket Socket), ValueTask<Socket>>? _handleProgress;
    private readonly Func<IServiceProvider, (Upload Upload, UploadEntry Entry, Socket Socket), ValueTask<UploadTarget>>? _uploadExternal;
    private readonly Func<IServiceProvider, (TerminateReason Reason, Socket Socket), ValueTask<bool>>? _terminate;

    public StoreCallbacks(Store store, CallbackServices services, Problems problems)
    {
        (_store, _services) = (store, services);
        var overloads = new CallbackOverloads(store, services, problems);
        _init = overloads.Find<Socket, Socket>(nameof(Store.Init));
        _update = overloads.Find<(IReadOnlyDictionary<string, object?>, Socket), Socket>(nameof(Store.Update));
        _resumed = overloads.Find<(Lost, Socket), Socket>(nameof(Store.Resumed));
        _handleAsync = overloads.Find<(string, AsyncOutcome<object?>, Socket), Socket>(nameof(Store.HandleAsync));
        _handleProgress = overloads.Find<(Upload, UploadEntry, Socket), Socket>(nameof(Store.HandleProgress));
        _uploadExternal = overloads.Find<(Upload, UploadEntry, Socket), UploadTarget>(nameof(Store.UploadExternal));
        if (store is IRootStore)
        {
            _mount = overloads.Find<(Params, Socket), Socket>(nameof(IRootStore.Mount));
            _handleInfo = overloads.Find<(object, Socket), Socket>(nameof(IRootStore.HandleInfo));
            _terminate = overloads.Find<(TerminateReason, Socket), bool>(nameof(IRootStore.Terminate));
        }

        HandlesInfo = _handleInfo is not null || Overrides(store.GetType(), nameof(IRootStore.HandleInfo), typeof(object), typeof(Socket));
        ReadsAttributes = store is IRootStore && _mount is null && !Overrides(store.GetType(), nameof(IRootStore.Mount), typeof(Params), typeof(Socket));
    }

    /// <summary>Whether the store is a root that does something with messages.</summary>
    public bool HandlesInfo { get; }

    /// <summary>Whether the store is a root whose attributes are read from what its client sent, because it does not say otherwise.</summary>
    public bool ReadsAttributes { get; }

    private IRootStore Root => (IRootStore)_store;

    public ValueTask<Socket> Mount(Params mountParams, Socket socket) => _mount is null ? Root.Mount(mountParams, socket) : _services.Run(_mount, (mountParams, socket));

    public ValueTask<Socket> Init(Socket socket) => _init is null ? _store.Init(socket) : _services.Run(_init, socket);

    public ValueTask<Socket> Update(IReadOnlyDictionary<string, object?> newAssigns, Socket socket) =>
        _update is null ? _store.Update(newAssigns, socket) : _services.Run(_update, (newAssigns, socket));

    public ValueTask<Socket> Resumed(Lost lost, Socket socket) => _resumed is null ? _store.Resumed(lost, socket) : _services.Run(_resumed, (lost, socket));

    public ValueTask<Socket> HandleInfo(object message, Socket socket) =>
        _handleInfo is null ? Root.HandleInfo(message, socket) : _services.Run(_handleInfo, (message, socket));

    public ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) =>
        _handleAsync is null ? _store.HandleAsync(name, outcome, socket) : _services.Run(_handleAsync, (name, outcome, socket));

    public ValueTask<Socket> HandleProgress(Upload upload, UploadEntry entry, Socket socket) =>
        _handleProgress is null ? _store.HandleProgress(upload, entry, socket) : _services.Run(_handleProgress, (upload, entry, socket));

    public ValueTask<UploadTarget> UploadExternal(Upload upload, UploadEntry entry, Socket socket) =>
        _uploadExternal is null ? _store.UploadExternal(upload, entry, socket) : _services.Run(_uploadExternal, (upload, entry, socket));

    public async ValueTask Terminate(TerminateReason reason, Socket socket)
    {
        if (_terminate is null)
        {
            await Root.Terminate(reason, socket);
        }
        else
        {
            await _services.Run(_terminate, (reason, socket));
        }
    }

    private static bool Overrides(Type store, string name, params Type[] parameters) =>
        store.GetMethod(name, parameters)?.DeclaringType is { } by && !(by.IsGenericType && by.GetGenericTypeDefinition() == typeof(RootStore<>));
}
