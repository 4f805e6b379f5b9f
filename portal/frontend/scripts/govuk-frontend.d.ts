// What we use of the kit, which brings no types.
declare module "govuk-frontend" {
  type Component = new (root: Element, config?: object) => unknown;
  export const Button: Component;
  export const ErrorSummary: Component;
  export const ServiceNavigation: Component;
  export const SkipLink: Component;
  export function createAll(component: Component, config?: object): unknown[];
}
