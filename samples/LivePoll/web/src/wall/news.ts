const shownMs = 6_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says what has just happened, for a while. */
export function showNews(element: HTMLElement, text: string): void {
  clearTimeout(timer);
  element.textContent = text;
  timer = setTimeout(() => element.replaceChildren(), shownMs);
}
