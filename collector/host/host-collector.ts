import type { HostFamily } from './host-family.ts';
import type { HostFiles } from './host-files.ts';

/** Reads one part of the host. */
export interface HostCollector {
  /** As node-exporter calls it. */
  readonly name: string;
  /** Throws where the kernel does not have it. */
  collect(files: HostFiles): readonly HostFamily[] | Promise<readonly HostFamily[]>;
}

/** Lines of a file, split at white space. */
export function fieldsOf(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== '');
}
