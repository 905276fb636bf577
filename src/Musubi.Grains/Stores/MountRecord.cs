using System.Collections.Immutable;
using Musubi.Grains.Resume;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores;

/// <summary>What one turn made of a durable root: a record of its log, after which its answer and its patch may leave.</summary>
/// <param name="Change">What changed in the tree; null when nothing.</param>
/// <param name="Patch">What the client is sent; null for nothing. Of several commands what the last of them sends.</param>
/// <param name="Number">The gateway's number of the call, of several commands the last one's; 0 for none.</param>
/// <param name="Answer">The answer to that call, without that patch. Those before the last of several have theirs.</param>
/// <param name="Answers">Answers to numbered commands since the record before, this turn's among them.</param>
/// <param name="Acknowledged">The number up to which the client has every answer.</param>
/// <param name="Owner">Whose the root is from now on; null when that did not change.</param>
/// <param name="IsConfirmed">Whether the client was heard of since it took the root.</param>
/// <param name="CrashedAt">When the root crashed over something that no command asked for; null when it did not.</param>
/// <param name="Build">The build that rendered, when that is another than before.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.MountRecord")]
internal sealed record MountRecord(
    [property: Id(0)] RootChange? Change = null,
    [property: Id(1)] PatchEnvelope? Patch = null,
    [property: Id(2)] long Number = 0,
    [property: Id(3)] object? Answer = null,
    [property: Id(4)] ImmutableArray<NumberedAnswer> Answers = default,
    [property: Id(5)] long Acknowledged = 0,
    [property: Id(6)] MountOwner? Owner = null,
    [property: Id(7)] bool IsConfirmed = false,
    [property: Id(8)] DateTimeOffset? CrashedAt = null,
    [property: Id(9)] string? Build = null)
{
    /// <summary>So many crashes are remembered.</summary>
    public const int MaxCrashes = 3;

    /// <summary>A mount after some records, in their order.</summary>
    public static MovedMount Apply(MovedMount mount, IReadOnlyCollection<MountRecord> records)
    {
        mount = mount with { Root = RootChange.Apply(mount.Root, records.Select(static record => record.Change).OfType<RootChange>()) };
        return records.Aggregate(mount, static (before, record) => record.ApplyTo(before));
    }

    /// <summary>An answer without its patch, which the record holds beside it.</summary>
    public static object? WithoutPatch(object? answer) => WithPatch(answer, null);

    private static object? WithPatch(object? answer, PatchEnvelope? patch) => answer switch
    {
        CommandAnswer command => AnswerChain.WithLastPatch(command, patch),
        AllowUploadAnswer allowed => allowed with { Patch = patch },
        UploadAnswer upload => upload with { Patch = patch },
        _ => answer,
    };

    private MovedMount ApplyTo(MovedMount mount)
    {
        if (Owner is { } owner)
        {
            mount = owner.ApplyTo(mount);
        }

        foreach (var patch in AnswerChain.EarlierPatches(Answer).Concat(Patch is null ? [] : [Patch]))
        {
            mount = mount with
            {
                Root = mount.Root with { Version = Math.Max(mount.Root.Version, patch.Version) },
                Undelivered = mount.Undelivered.Add(patch),
                Resume = mount.Resume is { } resume ? resume with { Recent = resume.Recent.Add(patch) } : null,
            };
        }

        if (Number != 0)
        {
            mount = mount with { Number = Number, Answer = WithPatch(Answer, Patch) };
        }

        return mount with
        {
            Resume = mount.Resume is { } before ? AnswersIn(before) with { Confirmed = IsConfirmed } : null,
            Crashes = CrashedAt is { } time ? [.. (mount.Crashes.IsDefault ? [] : mount.Crashes).TakeLast(MaxCrashes - 1), time] : mount.Crashes,
            Build = Build ?? mount.Build,
        };
    }

    private MovedResumption AnswersIn(MovedResumption resume)
    {
        ImmutableArray<NumberedAnswer> given = [.. resume.Answers.Where(answer => answer.Number > Acknowledged), .. Answers.IsDefault ? [] : Answers.Where(answer => answer.Number > Acknowledged)];
        var highest = Answers.IsDefaultOrEmpty ? resume.Highest : Math.Max(resume.Highest, Answers[^1].Number);
        return resume with { Answers = given, Acknowledged = Math.Max(resume.Acknowledged, Acknowledged), Highest = highest };
    }
}
