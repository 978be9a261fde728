/**
 * The template that prints the text, whatever is in it: Prometheus takes every label of a rule for a
 * template and runs it with the rights of its operator.
 * @example literalTemplate('{{ x }}') // {{ "{{" }} x }}
 */
export function literalTemplate(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
