/** Who this browser is. The id is its secret, and stands in for a login; the name is what others see. */
export interface User {
  readonly id: string;
  readonly name: string;
}

const animals = ["Otter", "Heron", "Lynx", "Badger", "Finch", "Marten", "Hare", "Owl", "Seal", "Wren", "Fox", "Ibis"];
const colours = ["Amber", "Indigo", "Coral", "Olive", "Azure", "Russet", "Jade", "Saffron", "Violet", "Slate"];
const idPattern = /^[0-9a-f]{32}$/;

export const maxNameLength = 40;

/** 128 random bits. `crypto.randomUUID` would need https, which a phone that opens this page over the local network has not. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function loadUser(): User {
  const id = localStorage.getItem("user_id") ?? "";
  const name = localStorage.getItem("user_name")?.trim().slice(0, maxNameLength);
  const user = { id: idPattern.test(id) ? id : randomId(), name: name || `${pick(colours)} ${pick(animals)}` };
  saveUser(user);
  return user;
}

export function saveUser(user: User): void {
  localStorage.setItem("user_id", user.id);
  localStorage.setItem("user_name", user.name);
}

function pick(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)]!;
}
