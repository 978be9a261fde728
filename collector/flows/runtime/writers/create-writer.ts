import type { Clock } from '../../../../platform/clock/clock.ts';
import type { Guard } from '../../../../platform/outbound/guard.ts';
import type { Outbound } from '../../../../platform/outbound/outbound.ts';
import type { RuntimeOutput } from '../flow-program.ts';
import type { OutputWriter } from '../output-queue.ts';
import { fileWriter } from './file-writer.ts';
import { httpWriter } from './http-writer.ts';
import { lokiWriter } from './loki-writer.ts';
import { syslogWriter } from './syslog-writer.ts';

/** How one policy lets lines out. */
export interface WayOut {
  readonly outbound: Outbound;
  readonly guard: Guard;
}

export interface WriterOptions {
  readonly tenant: WayOut;
  readonly administrator: WayOut;
  readonly fileFolder: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** @throws TypeError for what the built-in collector cannot write, which validation refuses */
export function createWriter(output: RuntimeOutput, options: WriterOptions): OutputWriter {
  const { outbound, guard } = output.isPlatform ? options.administrator : options.tenant;
  const { fields } = output;
  switch (fields.type) {
    case 'loki':
      return lokiWriter(output, fields.settings, outbound);
    case 'http':
      return httpWriter(output, fields.settings, outbound);
    case 'syslog':
      return syslogWriter(output, fields.settings, { ...options, guard });
    case 'file':
      return fileWriter(fields.settings.path, options.fileFolder);
    default:
      throw new TypeError(`the built-in collector does not write ${fields.type}`);
  }
}
