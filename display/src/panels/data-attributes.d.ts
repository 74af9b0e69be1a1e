import 'vue'

// The page contract is written in `data-` attributes, which strict templates do not know by themselves.
declare module 'vue' {
  interface HTMLAttributes {
    readonly [name: `data-${string}`]: string | undefined
  }
  interface SVGAttributes {
    readonly [name: `data-${string}`]: string | undefined
  }
}
