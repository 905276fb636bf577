import type { Connection } from "./state.js";
import { dashboardScreen } from "./screens/dashboard.js";
import { pollScreen } from "./screens/poll.js";
import type { Screen } from "./screens/screen.js";

/** Shows the screen that the address names, now and whenever it changes. */
export function routeTo(main: HTMLElement, connection: Connection): void {
  let screen: Screen | undefined;

  const show = (): void => {
    const cameFrom = screen;
    cameFrom?.close();
    const poll = /^#\/polls\/([^/]+)$/.exec(location.hash);
    screen = poll ? pollScreen(connection, poll[1]!) : dashboardScreen(connection);
    main.replaceChildren(screen.element);
    if (cameFrom) {
      // As a page load would: to the top, and a screen reader to the new content.
      scrollTo(0, 0);
      screen.element.focus({ preventScroll: true });
    }
  };

  addEventListener("hashchange", show);
  show();
}
