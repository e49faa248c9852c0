import type { Viewport } from './viewport';

/** A press that moves less is a click. */
const dragThreshold = 3;

/** Dragging and the wheel move the drawing; the wheel with Ctrl, as a pinch sends it, zooms. */
export function followPointer(area: HTMLElement, viewport: Viewport): void {
  let last: { readonly x: number; readonly y: number } | undefined;
  let dragging = false;
  area.addEventListener('pointerdown', (event) => {
    if (event.button === 0) {
      last = { x: event.clientX, y: event.clientY };
      dragging = false;
    }
  });
  area.addEventListener('pointermove', (event) => {
    if (last === undefined || (event.buttons & 1) === 0) {
      last = undefined;
      return;
    }
    const dx = event.clientX - last.x;
    const dy = event.clientY - last.y;
    if (!dragging && Math.hypot(dx, dy) < dragThreshold) {
      return;
    }
    if (!dragging) {
      dragging = true;
      area.setPointerCapture(event.pointerId);
    }
    last = { x: event.clientX, y: event.clientY };
    viewport.moveBy(dx, dy);
  });
  area.addEventListener('pointerup', () => (last = undefined));
  // A drag that ends on a node is no click on it.
  area.addEventListener(
    'click',
    (event) => {
      if (dragging) {
        event.stopPropagation();
        dragging = false;
      }
    },
    { capture: true },
  );
  area.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        const { left, top } = area.getBoundingClientRect();
        const around = { x: event.clientX - left, y: event.clientY - top };
        viewport.zoomBy(Math.exp(-event.deltaY / 300), around);
      } else {
        viewport.moveBy(-event.deltaX, -event.deltaY);
      }
    },
    { passive: false },
  );
}
