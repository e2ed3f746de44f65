import Geometry

extension ConvolutionGeometry {
  /// Zero padding below and to the right of the input that windows reach.
  var padBottom: Int { paddedHeight - inputHeight - padTop }
  var padRight: Int { paddedWidth - inputWidth - padLeft }
}

extension PoolingGeometry {
  /// Rows below and columns to the right of the input that windows cover; they contain nothing.
  var padBottom: Int { max(0, (outputHeight - 1) * strideHeight + poolHeight - inputHeight - padTop) }
  var padRight: Int { max(0, (outputWidth - 1) * strideWidth + poolWidth - inputWidth - padLeft) }
  var isPadded: Bool { [padTop, padLeft, padBottom, padRight] != [0, 0, 0, 0] }
}
