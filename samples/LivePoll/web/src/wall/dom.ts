/** An element of the page, which is written in wall.html. */
export function part(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** A copy of a template, and what finds the parts in it. */
export function stamp(template: string): { element: HTMLElement; inside: (selector: string) => HTMLElement } {
  const copy = document.importNode((part(template) as HTMLTemplateElement).content, true);
  const element = copy.firstElementChild as HTMLElement;
  return { element, inside: (selector) => element.querySelector<HTMLElement>(selector)! };
}
