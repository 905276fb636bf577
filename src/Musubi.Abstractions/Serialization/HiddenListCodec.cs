using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Musubi.Values;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace Musubi.Serialization;

/// <summary>Lets Orleans send and copy the lists that the compiler makes of a collection expression, <c>IReadOnlyList&lt;int&gt; list = [1, 2]</c>, for whose types it has no codec.</summary>
/// <remarks>They travel as an <see cref="ImmutableArray{T}"/> of the same elements, which is a list of the same interfaces. So a process that only reads them
/// needs nothing, and no type that the compiler named is ever on the wire.</remarks>
internal sealed class HiddenListCodec : IGeneralizedCodec, IGeneralizedCopier
{
    private static readonly MethodInfo Converter = typeof(HiddenListCodec).GetMethod(nameof(ToArray), BindingFlags.Static | BindingFlags.NonPublic)!;

    private static readonly ConcurrentDictionary<Type, Func<object, object>> Converters = new();

    public bool IsSupportedType(Type type) => HiddenList.ItemOf(type) is not null;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (value is null)
        {
            ReferenceCodec.WriteNullReference(ref writer, fieldIdDelta);
            return;
        }

        var array = Convert(value);
        writer.Session.CodecProvider.GetCodec(array.GetType()).WriteField(ref writer, fieldIdDelta, expectedType!, array);
    }

    public object ReadValue<TInput>(ref Reader<TInput> reader, Field field) =>
        throw new NotSupportedException($"A list of the type {field.FieldType} was sent. Expected an ImmutableArray<T> in its place.");

    public object? DeepCopy(object? input, CopyContext context) => input is null ? null : context.DeepCopy(Convert(input));

    private static object Convert(object list) =>
        Converters.GetOrAdd(list.GetType(), static type => Converter.MakeGenericMethod(HiddenList.ItemOf(type)!).CreateDelegate<Func<object, object>>())(list);

    [SuppressMessage("Performance", "CA1859:Use concrete types when possible for improved performance", Justification = "It is called for elements of any type.")]
    private static object ToArray<T>(object list) => ImmutableArray.CreateRange((IReadOnlyList<T>)list);
}
