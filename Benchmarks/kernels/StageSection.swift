import Datasets
import ExperimentSpec
import Kernels

/// The section `Where a step's time goes`.
func stageSection(_ data: Dataset, _ instructionSet: InstructionSet, peak: Double) throws -> String {
  func stages(_ name: String, steps: Int) throws -> String {
    let spec = try ExperimentLoader.load(experiment(name)).spec
    let table = try StageTable(spec, on: data, instructionSet, steps: steps).markdown(peak: peak)
    return "\(name).yaml, batch \(spec.batchSize):\n\n\(table)"
  }
  return """
    ## Where a step's time goes

    Medians over the steps, and their sum. GFLOPS are of the multiply-adds as a framework computes them: forward, weight gradients,
    and input gradients but the first layer's; the peak of two threads is twice that of one. What is over 100 % has not been
    done: products with zeros, gradients that max pooling drops, what Winograd's transforms save. Dense layers update their
    weights in the backward pass; `optimizer` is the rest.

    \(try stages("dense", steps: 400))

    \(boundsOfDense)

    \(try stages("conv", steps: 600))

    \(boundsOfConvolutions)
    """
}

// What bounds the stages, according to the first table of kernels, as seen on 2026-11-24 on two Zen 4 cores with
// AVX-512. In words, since the shares vary from run to run; check again when a kernel changes.

private let boundsOfDense = """
  dense 1's products share each load between two rows, and so make a fifth to a third more multiply-adds than there are pixels that
  are not zero, at four fifths of the peak; its backward pass also lists the batch by input, and updates 401,408 weights at the
  cache's speed. dense
  2's forward product and weight gradient run at the peak, so what its backward pass lacks lies around dx: its product, the
  transposes, ReLU's gradient and the update. Layers of 32 units and fewer are bound by their parallel regions and by vectors
  that they do not fill.
  """

private let boundsOfConvolutions = """
  conv2d 2 is bound by its 16 products forward, near the peak, with a tenth for transforms and pooling; backward by loads, one for
  each multiply-add, and an eighth of it is making lists of the non-zero gradients. conv2d 3 is at the peak forward; backward,
  the input's gradient falls into 25 regions by the taps that reach them, with sums too short to fill the tiles. conv2d 1 has
  nine products an output: finding the largest of each window, and the pixels that are not zero, weighs as much as they do.
  dense 1 has three tiles for 64 images, dense 2 as many small ones, so that a second thread gains little there.
  """

/// An experiment of the repository that this program was built in.
func experiment(_ name: String) -> String {
  let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).map(String.init)
  let folders = ["dense", "conv"].contains(name) ? ["experiments"] : ["Benchmarks", "experiments"]
  return (repository + folders + ["\(name).yaml"]).joined(separator: "/")
}
