/** The keyboard of a page: what its keys do, and a list of them for those who ask. */

export interface Key {
  /** How the list names it. */
  readonly name: string;
  readonly does: string;
  /** What it is called in a `KeyboardEvent`, letters small; the list may name several at once. */
  readonly on: Readonly<Record<string, (event: KeyboardEvent) => void>>;
}

/** @param button opens the list, as the key '?' does */
export function connectKeys(keys: readonly Key[], button: HTMLElement): void {
  let list: HTMLDialogElement | undefined;
  const open = () => {
    list ??= makeList(keys);
    if (list.open) list.close();
    else list.showModal();
  };
  button.addEventListener('click', open);
  button.hidden = false;
  const actions: Key['on'] = Object.assign({ '?': open }, ...keys.map(({ on }) => on));
  addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || isOf(target as HTMLElement, key)) return;
    const action = actions[key.length === 1 ? key.toLowerCase() : key];
    if (!action || (list?.open && key !== '?')) return;
    event.preventDefault();
    action(event);
  });
  // What was pressed with the pointer does not keep the space bar for itself.
  addEventListener('click', ({ detail, target }) => {
    if (detail > 0 && target instanceof HTMLElement) target.closest('button')?.blur();
  });
}

/** Radians and share of the distance that a key moves the camera. */
const TURN = Math.PI / 18;
const APPROACH = 0.9;

export function cameraKeys(orbit: (angle: number, distance: number) => () => void): Key[] {
  return [
    { name: 'A D', does: 'camera goes around', on: { a: orbit(-TURN, 1), d: orbit(TURN, 1) } },
    {
      name: '+ −',
      does: 'camera comes nearer or goes away',
      on: { '+': orbit(0, APPROACH), '=': orbit(0, APPROACH), '-': orbit(0, 1 / APPROACH) },
    },
  ];
}

/** Whether an element has a use for a key itself. */
function isOf(element: HTMLElement, key: string): boolean {
  if (element.matches('select, input:not([type=checkbox], [type=range])')) return true;
  return element.matches('button, input') && (key === ' ' || key === 'Enter');
}

function makeList(keys: readonly Key[]): HTMLDialogElement {
  const list = document.createElement('dialog');
  list.className = 'keys';
  list.setAttribute('aria-label', 'Keys');
  const terms = document.createElement('dl');
  for (const { name, does } of keys) {
    terms.append(
      Object.assign(document.createElement('dt'), { textContent: name }),
      Object.assign(document.createElement('dd'), { textContent: does }),
    );
  }
  list.append(terms);
  list.addEventListener('click', () => list.close());
  document.body.append(list);
  return list;
}
