namespace Musubi.Durable;

/// <summary>Encrypts what a storage holds of durable roots. Register one as a singleton service of every silo; without one, what is stored is as it was serialized.</summary>
/// <remarks>
/// <para>Every record and every snapshot goes through it on its own, on any thread. Its time is part of each durable command's, and what it adds to a record is written with it.</para>
/// <para>Records that were written before there was one are read as they are. One that it cannot read back, because its key is gone say, makes its root unreadable: the root is set aside as it is stored,
/// and the page begins anew.</para>
/// </remarks>
public interface IRootProtector
{
    /// <summary>What to store.</summary>
    /// <param name="plain">A record.</param>
    byte[] Protect(byte[] plain);

    /// <summary>The record that was given to <see cref="Protect"/>, in this process or another.</summary>
    /// <param name="stored">What was stored.</param>
    /// <remarks>Whatever it throws makes the root unreadable, so it must not fail for a reason that passes, such as a key server out of reach; nothing is tried again.</remarks>
    byte[] Unprotect(byte[] stored);
}
