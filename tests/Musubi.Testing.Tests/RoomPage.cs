using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Testing.Tests;

internal static class RoomPage
{
    public static Task<StorePage> MountAsync(IProfiles? profiles = null, Action<StorePageOptions>? configure = null) => StorePage.MountAsync<RoomStore>(
        new { room_id = "r1" },
        options =>
        {
            options.Services.AddSingleton(profiles ?? new Profiles());
            options.Socket = new Socket().Assign("current_user", "ada");
            configure?.Invoke(options);
        });
}
