import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { LONG_FILES } from './long-files.data.ts';

/**
 * Within what may run side by side, one suite after the other, since a process that is shared runs files
 * of one suite and ends where another one comes next; first the suite whose known files take longest in
 * all, and within it the longest files. What starts last then ends soon, and no place is idle while one
 * long file is left.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const usual = await super.sort(files);
    const seconds = ({ moduleId }: TestSpecification) =>
      LONG_FILES[relative(root, moduleId).replaceAll('\\', '/')] ?? 0;
    const order = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const suites = new Map<string, number>();
    for (const file of usual) {
      const { name } = file.project;
      suites.set(name, (suites.get(name) ?? 0) + seconds(file));
    }
    const suite = ({ project }: TestSpecification) => suites.get(project.name) ?? 0;
    return usual.sort(
      (a, b) =>
        order(a) - order(b) ||
        suite(b) - suite(a) ||
        a.project.name.localeCompare(b.project.name) ||
        seconds(b) - seconds(a),
    );
  }
}
