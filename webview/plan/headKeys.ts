/**
 * Keys on the head of a column, for who has no mouse: Enter and Space press it, the arrow keys go to its neighbours and
 * down to the rows. False when the key was meant for something else.
 */
export function pressHead(event: KeyboardEvent): boolean {
  const head = event.target;
  if (!(head instanceof HTMLElement) || head.getAttribute('role') !== 'columnheader') {
    return false;
  }
  const target = neighbour(head, event.key);
  if (event.key === 'Enter' || event.key === ' ') {
    head.click();
  } else if (target instanceof HTMLElement) {
    target.focus();
  } else {
    return true;
  }
  event.preventDefault();
  return true;
}

function neighbour(head: HTMLElement, key: string): Element | null {
  switch (key) {
    case 'ArrowLeft':
      return head.previousElementSibling;
    case 'ArrowRight':
      return head.nextElementSibling;
    case 'ArrowDown':
      return head.closest('[role=grid], [role=treegrid]');
    default:
      return null;
  }
}
