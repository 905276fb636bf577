namespace Musubi.Gateway.Uploads;

/// <summary>What the uploads of all sockets have in common.</summary>
internal sealed record GatewayUploads(UploadFiles Files, UploadTokens Tokens, UploadPages Pages);
