import Catalog
import Testing

@Suite("Callbacks in specs")
struct CallbackSpecTests {
  @Test("callbacks with their options, which a bare name has as in Keras")
  func callbacks() throws {
    let spec = try load(
      complete + """
        validation_split: 0.1
        callbacks: [early_stopping, reduce_lr_on_plateau: {factor: 0.5}]
        """)
    var plateau = ReduceLROnPlateau()
    plateau.factor = 0.5
    #expect(spec.callbacks == [EpochRuleSpec(EarlyStopping()), EpochRuleSpec(plateau)])
    #expect(spec.mayStop)
    let short = try load(complete + "callbacks: [early_stopping: mse]\nmetrics: [mse]").callbacks
    #expect((short[0].construct as? EarlyStopping)?.monitor == "mse")
    #expect(try !load(complete + "callbacks: [csv_logger]").mayStop)
  }

  @Test("a callback watches a column that the history will have")
  func columnsOfCallbacks() throws {
    try expect(
      complete + """
                    ↓               ↓
        callbacks: [early_stopping, model_checkpoint]
        """,
      """
      spec.yaml:4:13: error: callbacks[0].early_stopping.monitor: no 'val_loss' without validation data
        callbacks: [early_stopping, model_checkpoint]
                    ^~~~~~~~~~~~~~ write validation_split: 0.1
      spec.yaml:4:29: error: callbacks[1].model_checkpoint.monitor: no 'val_loss' without validation data
        callbacks: [early_stopping, model_checkpoint]
                                    ^~~~~~~~~~~~~~~~ write validation_split: 0.1
      """)
    try expect(
      complete + """
                                              ↓
        callbacks: [early_stopping: {monitor: los}]
        """,
      """
      spec.yaml:4:39: error: callbacks[0].early_stopping.monitor: unknown column 'los'
        callbacks: [early_stopping: {monitor: los}]
                                              ^~~ did you mean 'loss'?
      """)
  }
}
