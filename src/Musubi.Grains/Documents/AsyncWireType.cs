using System.Text.Json;

namespace Musubi.Grains.Documents;

/// <summary>An async value.</summary>
internal sealed class AsyncWireType<T> : WireType<AsyncResult<T>>
{
    private static readonly JsonEncodedText Marker = JsonEncodedText.Encode("__musubi_async__");
    private static readonly JsonEncodedText StatusName = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText ResultName = JsonEncodedText.Encode("result");
    private static readonly JsonEncodedText ReasonName = JsonEncodedText.Encode("reason");
    private static readonly JsonEncodedText KindName = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText ValueName = JsonEncodedText.Encode("value");

    private readonly WireType<AsyncStatus> _status = For<AsyncStatus>();
    private readonly WireType<AsyncReasonKind> _kind = For<AsyncReasonKind>();
    private readonly WireType<object?> _value = For<object?>();
    private readonly WireType<AsyncReason?> _reason;
    private readonly PropertyPosition? _resultPosition;
    private WireType<T> _result = null!;

    public AsyncWireType() => _reason = new ReasonWireType(this);

    /// <param name="result">How a result is written.</param>
    /// <param name="resultPosition">What is declared of it.</param>
    public AsyncWireType(WireType<T> result, PropertyPosition resultPosition)
        : this() => (_result, _resultPosition) = (result, resultPosition.RefusesNull && !typeof(T).IsValueType ? resultPosition : null);

    // It must not, but one that does is to be found. True until known better, as in a record.
    public override bool MayHoldChildren => _result?.MayHoldChildren ?? true;

    public override WireStructure Structure => new WireStructure.Pending(_result);

    public override bool IsObject => true;

    public override bool MayChange => _result?.MayChange ?? true;

    public override AsyncResult<T> Freeze(AsyncResult<T> value, ref bool changed)
    {
        if (value is not { HasResult: true })
        {
            return value;
        }

        var resultChanged = false;
        var result = _result.Freeze(value.Result!, ref resultChanged);
        changed |= resultChanged;
        return resultChanged ? new AsyncResult<T>(value.Status, hasResult: true, result, value.Reason) : value;
    }

    public override void Write(AsyncResult<T> value, DocumentWriter document)
    {
        RefuseNull(value);
        if (value is null)
        {
            document.Json.WriteNullValue();
            return;
        }

        document.Json.WriteStartObject();
        document.Json.WriteBoolean(Marker, true);
        document.Json.WritePropertyName(StatusName);
        _status.Write(value.Status, document);
        document.Json.WritePropertyName(ResultName);
        if (value.HasResult)
        {
            _result.Write(value.Result!, document);
        }
        else
        {
            document.Json.WriteNullValue();
        }

        document.Json.WritePropertyName(ReasonName);
        _reason.Write(value.Reason, document);
        document.Json.WriteEndObject();
    }

    public override bool Same(AsyncResult<T> before, AsyncResult<T> after) =>
        ReferenceEquals(before, after)
        || (before is not null && after is not null && before.Status == after.Status && SameResult(before, after) && _reason.Same(before.Reason, after.Reason));

    public override int Hash(AsyncResult<T> value) =>
        value is null ? 0 : HashCode.Combine(value.Status, value.HasResult ? _result.Hash(value.Result!) : 0, _reason.Hash(value.Reason));

    public override object? Generalize(AsyncResult<T> value) => value;

    public override void Diff(AsyncResult<T> before, AsyncResult<T> after, PatchWriter patch)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        if (before is null || after is null)
        {
            patch.Replace(after, this);
            return;
        }

        RefuseNull(after);
        var length = patch.Push("/status");
        _status.Diff(before.Status, after.Status, patch);
        patch.Pop(length);

        length = patch.Push("/result");
        if (before.HasResult && after.HasResult)
        {
            _result.Diff(before.Result!, after.Result!, patch);
        }
        else if (after.HasResult)
        {
            patch.Replace(after.Result, _result);
        }
        else if (before.HasResult)
        {
            patch.Replace<object?>(null, _value);
        }

        patch.Pop(length);

        length = patch.Push("/reason");
        _reason.Diff(before.Reason, after.Reason, patch);
        patch.Pop(length);
    }

    public override void Place(AsyncResult<T> value, Placements places)
    {
        if (value is not { HasResult: true } || !MayHoldChildren)
        {
            return;
        }

        var before = places.Count;
        _result.Place(value.Result!, places);
        if (places.Count > before)
        {
            throw new NoWireFormException($"An async value of {typeof(T)} holds a child store or a stream. Expected data: these are placed beside it.");
        }
    }

    protected override void Complete() => _result ??= For<T>();

    private void RefuseNull(AsyncResult<T>? value)
    {
        if (_resultPosition is { } position && value is { HasResult: true, Result: null })
        {
            position.ThrowNull(typeof(T), "result");
        }
    }

    private bool SameResult(AsyncResult<T> before, AsyncResult<T> after) =>
        before.HasResult == after.HasResult && (!after.HasResult || _result.Same(before.Result!, after.Result!));

    private sealed class ReasonWireType(AsyncWireType<T> owner) : WireType<AsyncReason?>
    {
        public override bool MayHoldChildren => false;

        public override WireStructure Structure => new WireStructure.Anything();

        public override void Write(AsyncReason? value, DocumentWriter document)
        {
            if (value is null)
            {
                document.Json.WriteNullValue();
                return;
            }

            document.Json.WriteStartObject();
            document.Json.WritePropertyName(KindName);
            owner._kind.Write(value.Kind, document);
            document.Json.WritePropertyName(ValueName);
            owner._value.Write(value.Value, document);
            document.Json.WriteEndObject();
        }

        public override bool Same(AsyncReason? before, AsyncReason? after) =>
            ReferenceEquals(before, after)
            || (before is not null && after is not null && before.Kind == after.Kind && owner._value.Same(before.Value, after.Value));

        public override int Hash(AsyncReason? value) => value is null ? 0 : HashCode.Combine(value.Kind, owner._value.Hash(value.Value));

        public override object? Generalize(AsyncReason? value) => value;
    }
}
