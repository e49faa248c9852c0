/** The bundler hands style sheets over as text; see `shared/adoptStyles.ts`. */
declare module '*.css' {
  const text: string;
  export default text;
}
