import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inRoot, root } from './root.mjs';

/** Where a run leaves its counts; `scripts/test.mjs` reads it after Vitest has ended. */
export const summaryFile = inRoot('.cache', 'test-summary.json');

/**
 * @typedef {{ suite: string, file: string, name: string, note: string }} Outcome note: why it
 *   was skipped or how it failed
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ suites: Record<string, Counts>, failed: Outcome[], skipped: Outcome[] }} Summary
 */

/** A Vitest reporter that counts by suite and says why a test was skipped. */
export default class SummaryReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { message: string }[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    /** @type {Summary} */
    const summary = { suites: {}, failed: [], skipped: [] };
    for (const module of modules) this.#addModule(summary, module);
    for (const error of unhandled) {
      this.#add(summary, 'failed', {
        suite: 'unhandled errors',
        file: '',
        name: 'outside any test',
        note: error.message,
      });
    }
    mkdirSync(inRoot('.cache'), { recursive: true });
    writeFileSync(summaryFile, JSON.stringify(summary));
  }

  /** @param {Summary} summary @param {import('vitest/node').TestModule} module */
  #addModule(summary, module) {
    const suite = module.project.name;
    const file = relative(root, module.moduleId);
    for (const error of module.errors()) {
      this.#add(summary, 'failed', { suite, file, name: 'the file itself', note: error.message });
    }
    for (const test of module.children.allTests()) {
      const result = test.result();
      const errors = result.errors ?? [];
      const note = 'note' in result ? (result.note ?? '') : '';
      const outcome = { suite, file, name: test.fullName, note };
      if (result.state === 'passed') this.#add(summary, 'passed', outcome);
      else if (result.state === 'skipped' && errors.length === 0) {
        this.#add(summary, 'skipped', { ...outcome, note: note || reasonIn(test.fullName) });
      } else {
        const text = errors.map(({ message }) => message).join('; ') || `left ${result.state}`;
        this.#add(summary, 'failed', { ...outcome, note: text });
      }
    }
  }

  /** @param {Summary} summary @param {keyof Counts} state @param {Outcome} outcome */
  #add(summary, state, outcome) {
    const counts = summary.suites[outcome.suite] ?? { passed: 0, failed: 0, skipped: 0 };
    summary.suites[outcome.suite] = counts;
    counts[state] += 1;
    if (state !== 'passed') summary[state].push(outcome);
  }
}

/** @param {string} name such as `queries [needs prometheus: not found] > answers` */
const reasonIn = (name) => /\[(needs [^\]]*)\]/.exec(name)?.[1] ?? 'no reason given';
