using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Uploads;

/// <summary>What the gateway makes of a root's answers about uploads.</summary>
internal static class UploadOutcomes
{
    /// <summary>Whether the root is there to go on with.</summary>
    public static bool IsOfAMountedRoot(this UploadOutcome outcome) => outcome is not (UploadOutcome.Crashed or UploadOutcome.NotMounted);

    /// <summary>What a client is refused for; null when it is not.</summary>
    public static Refusal? Refusal(this UploadOutcome outcome) => outcome switch
    {
        UploadOutcome.UnknownStore => Wire.Refusal.UnknownStore,
        UploadOutcome.UnknownUpload => Wire.Refusal.UnknownUpload,
        UploadOutcome.UnknownEntry => Wire.Refusal.UnknownEntry,
        UploadOutcome.WrongMode => Wire.Refusal.WrongMode,
        _ => null,
    };
}
