/**
 * Why a template could not be parsed or run, in Go's words. A function of a function set throws one
 * with the bare reason; the engine puts the place in front of it:
 * `template: line:1:3: executing "line" at <div 1 0>: error calling div: …`.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
