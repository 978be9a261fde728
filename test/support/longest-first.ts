import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { LONG_FILES } from './long-files.data.ts';

/**
 * Within what may run side by side, whatever suite it is of, the longest files start first: what starts
 * last then ends soon, and no place is idle while one long file is left. Files that are not known to be
 * long follow by suite: a process that is shared runs one file of a suite after the other.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const usual = await super.sort(files);
    const seconds = ({ moduleId }: TestSpecification) =>
      LONG_FILES[relative(root, moduleId).replaceAll('\\', '/')] ?? 0;
    const order = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const suite = ({ project }: TestSpecification) => project.name;
    return usual.sort(
      (a, b) => order(a) - order(b) || seconds(b) - seconds(a) || suite(a).localeCompare(suite(b)),
    );
  }
}
