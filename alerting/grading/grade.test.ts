import { describe, expect, it } from 'vitest';
import { grade } from './grade.ts';

const ACME = ['critical', 'warning', 'info'];
const GLOBEX = ['p1', 'p2'];

describe('grading by the owner’s ladder', () => {
  it.each([
    ['a rung', 'warning', ACME, 'warning', 1, 'severity_on_ladder'],
    ['the top', 'p1', GLOBEX, 'p1', 0, 'severity_on_ladder'],
    ['a rung of another tenant', 'p1', ACME, 'info', 2, 'severity_unknown'],
    ['another case is another word', 'Critical', ACME, 'info', 2, 'severity_unknown'],
    ['none', undefined, GLOBEX, 'p2', 1, 'severity_missing'],
  ])('%s', (_name, severity, ladder, expected, rung, reason) => {
    expect(grade(severity, ladder)).toEqual({ severity: expected, rung, reason });
  });
});
