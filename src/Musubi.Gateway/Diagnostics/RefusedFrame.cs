namespace Musubi.Gateway.Diagnostics;

/// <summary>Why a message was answered without being handled.</summary>
internal enum RefusedFrame
{
    PayloadTooLarge,

    PayloadTooDeep,

    RefTooLong,

    EventTooLong,
}
