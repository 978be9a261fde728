declare const brand: unique symbol;

/**
 * A string (or other type) that must not be swapped with another one of the same shape.
 * Values are made only by the parser of that brand, e.g. `parseTenantId('acme')`.
 */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
