using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Sockets;

/// <summary>Follows the frames that a client's WebSocket messages come in, by their heads alone: how long each is, and what it is for.</summary>
/// <remarks>A WebSocket tells nobody of frames that bring nothing: pings and pongs, which it answers and forgets, and small pieces of a message that is not over. A client may send millions of them
/// in a second, and no limit on messages sees one. Source: RFC 6455, section 5.2.</remarks>
internal struct IncomingFrames
{
    /// <summary>A piece of a message that is not its last brings nothing unless it is as large: who cuts messages into pieces does so because they are large.</summary>
    internal const int MinPieceBytes = 1024;

    private const byte Final = 0x80;
    private const byte Control = 0x08;
    private const byte Masked = 0x80;
    private const byte LengthBits = 0x7F;
    private const byte TwoBytesFollow = 126;
    private const byte EightBytesFollow = 127;
    private const int MaskBytes = 4;

    // What is left of the frame behind its head.
    private ulong _rest;
    private ulong _length;
    private byte _headRead;
    private byte _lengthBytesLeft;
    private byte _kind;

    /// <summary>Takes bytes as they come.</summary>
    /// <returns>Why the socket is to end; null to go on.</returns>
    public CloseReason? Follow(ReadOnlySpan<byte> bytes, ITransportGuard guard)
    {
        while (!bytes.IsEmpty)
        {
            if (_rest > 0)
            {
                var skipped = (int)Math.Min(_rest, (ulong)bytes.Length);
                _rest -= (ulong)skipped;
                bytes = bytes[skipped..];
                continue;
            }

            if (!TryReadHead(bytes[0]))
            {
                return CloseReason.Unmasked;
            }

            bytes = bytes[1..];
            if (_headRead >= 2 && _lengthBytesLeft == 0)
            {
                _headRead = 0;
                _rest = _length + MaskBytes;
                if (BringsNothing && !guard.TakeEmptyFrame())
                {
                    return CloseReason.TooManyEmptyFrames;
                }
            }
        }

        return null;
    }

    private readonly bool BringsNothing => (_kind & Control) != 0 || ((_kind & Final) == 0 && _length < MinPieceBytes);

    // False for a frame that is not masked, as those of clients must be.
    private bool TryReadHead(byte next)
    {
        switch (_headRead)
        {
            case 0:
                _kind = next;
                break;
            case 1 when (next & Masked) == 0:
                return false;
            case 1:
                var length = (byte)(next & LengthBits);
                _lengthBytesLeft = length switch
                {
                    TwoBytesFollow => sizeof(ushort),
                    EightBytesFollow => sizeof(ulong),
                    _ => 0,
                };
                _length = _lengthBytesLeft == 0 ? length : 0u;
                break;
            default:
                _length = (_length << 8) | next;
                _lengthBytesLeft--;
                break;
        }

        _headRead++;
        return true;
    }
}
