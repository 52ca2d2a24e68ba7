/** Dark or light: as the system has it until the button is pressed, then as was chosen. */

const KEY = 'polo-theme';
const root = document.documentElement;

/** The value of a CSS variable now. */
export function css(variable: string): string {
  return getComputedStyle(root).getPropertyValue(variable);
}

export function useStoredTheme(): void {
  const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = stored() ?? (prefersDark ? 'dark' : 'light');
}

export function toggleTheme(): void {
  root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, root.dataset.theme);
  } catch {
    // Private windows keep nothing: the choice lasts as long as the page.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
