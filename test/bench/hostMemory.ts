import v8 from 'node:v8';
import vm from 'node:vm';

/** Megabytes that this process, the extension host, occupies, garbage apart. */
export function hostMemory(): number {
  v8.setFlagsFromString('--expose_gc');
  const collect = vm.runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage.rss() / 1024 / 1024;
}
