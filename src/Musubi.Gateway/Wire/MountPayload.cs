using System.Buffers;
using System.Text.Json;
using Musubi.Gateway.Resume;

namespace Musubi.Gateway.Wire;

/// <summary>The payload of a mount, by a join or by the <c>mount</c> event: <c>{module, id, params, resume, version, limits}</c>.</summary>
/// <remarks>As with <see cref="CommandPayload"/>, reading never fails: see there.</remarks>
/// <param name="Module">The root store's wire module; null unless a string that is not empty.</param>
/// <param name="Id">The client's id for the root; null unless a string that is not empty.</param>
/// <param name="Params">The mount params, empty when absent; null when they are no object.</param>
/// <param name="Resume">What it says about taking the root back.</param>
/// <param name="AsksForLimits">Whether it asks what the gateway takes: <c>limits</c> is true.</param>
internal readonly record struct MountPayload(string? Module, string? Id, Params? Params, ResumeAsk Resume, bool AsksForLimits)
{
    /// <summary>Reads a payload that is known to be JSON.</summary>
    public static MountPayload Read(ReadOnlyMemory<byte> json)
    {
        string? module = null;
        string? id = null;
        var isAsked = false;
        string? token = null;
        long version = 0;
        var asksForLimits = false;
        Params? mountParams = Musubi.Params.Empty;

        var reader = new Utf8JsonReader(json.Span, JsonText.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return new MountPayload(null, null, mountParams, default, false);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("module"u8))
            {
                module = reader.ReadText();
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                id = reader.ReadText();
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                Musubi.Params.TryCreate(reader.ReadSlice(json).Span, out mountParams);
            }
            else if (reader.ValueTextEquals("resume"u8))
            {
                isAsked = true;
                token = reader.ReadText();
            }
            else if (reader.ValueTextEquals("version"u8))
            {
                version = reader.ReadInteger() ?? 0;
            }
            else if (reader.ValueTextEquals("limits"u8))
            {
                reader.Read();
                asksForLimits = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        return new MountPayload(module, id, mountParams, new ResumeAsk(isAsked, token, version), asksForLimits);
    }

    /// <summary>A join's payload as <c>HandleJoin</c> sees it: without the root's module and id, without what it says about taking the root back, which is secret, and
    /// without the question for limits. What is no object has no fields.</summary>
    public static Params WithoutRoot(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, JsonText.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return Musubi.Params.Empty;
        }

        var (asksForResume, asksForLimits) = AsksOf(json);
        var kept = new ArrayBufferWriter<byte>(json.Length);
        kept.Write("{"u8);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("module"u8) || reader.ValueTextEquals("id"u8) || (asksForResume && (reader.ValueTextEquals("resume"u8) || reader.ValueTextEquals("version"u8)))
                || (asksForLimits && reader.ValueTextEquals("limits"u8)))
            {
                reader.Skip();
                continue;
            }

            if (kept.WrittenCount > 1)
            {
                kept.Write(","u8);
            }

            // From the name's first quote to the value's end, as it stands.
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            kept.Write(json.Span[start..(int)reader.BytesConsumed]);
        }

        kept.Write("}"u8);
        return Musubi.Params.TryCreate(kept.WrittenSpan, out var result) ? result : Musubi.Params.Empty;
    }

    // What Read would say of these two, without its texts. The payload is an object.
    private static (bool Resume, bool Limits) AsksOf(ReadOnlyMemory<byte> json)
    {
        var (resume, limits) = (false, false);
        var reader = new Utf8JsonReader(json.Span, JsonText.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            resume |= reader.ValueTextEquals("resume"u8);
            var ofLimits = reader.ValueTextEquals("limits"u8);
            reader.Read();
            limits = ofLimits ? reader.TokenType == JsonTokenType.True : limits;
            reader.Skip();
        }

        return (resume, limits);
    }
}
