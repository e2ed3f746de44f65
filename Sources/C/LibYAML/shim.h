/* The part of libyaml from which the tree is built: bytes in, events out. */
#include <stdbool.h>
#include <stdlib.h>
#include <yaml.h>

/* yaml_parser_t holds a pointer to itself once it has an input, so it is on the heap, where it never moves;
   its last event is beside it, so that the event's text has one owner. */
typedef struct {
  yaml_parser_t parser;
  yaml_event_t event;
  bool has_event;
} runner_yaml_reader;

/* One flat record for yaml_event_t's union: Swift would read a member of a union without checking which one is valid. */
typedef struct {
  yaml_event_type_t type;
  size_t start, end; /* in Unicode scalars from the input's beginning, as libyaml counts */
  const unsigned char *text;
  size_t length;
  bool is_plain, is_double_quoted, is_flow, has_anchor, has_tag;
} runner_yaml_event;

typedef struct {
  bool is_out_of_memory;
  const char *problem, *context;
  size_t index, context_index; /* in Unicode scalars */
} runner_yaml_problem;

static inline void runner_yaml_close(runner_yaml_reader *reader) {
  if (reader->has_event) yaml_event_delete(&reader->event);
  yaml_parser_delete(&reader->parser);
  free(reader);
}

/* The bytes must outlive the reader: libyaml does not copy them. */
static inline runner_yaml_reader *runner_yaml_open(const unsigned char *bytes, size_t count) {
  runner_yaml_reader *reader = (runner_yaml_reader *)calloc(1, sizeof(runner_yaml_reader));
  if (!reader) return NULL;
  if (!yaml_parser_initialize(&reader->parser)) {
    free(reader);
    return NULL;
  }
  yaml_parser_set_input_string(&reader->parser, bytes, count);
  yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
  return reader;
}

/* False: see runner_yaml_last_problem. The text is valid until the next call. */
static inline bool runner_yaml_next(runner_yaml_reader *reader, runner_yaml_event *out) {
  if (reader->has_event) yaml_event_delete(&reader->event);
  reader->has_event = false;
  if (!yaml_parser_parse(&reader->parser, &reader->event)) return false;
  reader->has_event = true;

  const yaml_event_t *event = &reader->event;
  *out = (runner_yaml_event){
      .type = event->type, .start = event->start_mark.index, .end = event->end_mark.index};
  switch (event->type) {
  case YAML_SCALAR_EVENT:
    out->text = event->data.scalar.value;
    out->length = event->data.scalar.length;
    out->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    out->is_double_quoted = event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    out->has_anchor = event->data.scalar.anchor != NULL;
    out->has_tag = event->data.scalar.tag != NULL;
    break;
  case YAML_SEQUENCE_START_EVENT:
    out->is_flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    out->has_anchor = event->data.sequence_start.anchor != NULL;
    out->has_tag = event->data.sequence_start.tag != NULL;
    break;
  case YAML_MAPPING_START_EVENT:
    out->is_flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    out->has_anchor = event->data.mapping_start.anchor != NULL;
    out->has_tag = event->data.mapping_start.tag != NULL;
    break;
  default:
    break;
  }
  return true;
}

static inline runner_yaml_problem runner_yaml_last_problem(const runner_yaml_reader *reader) {
  const yaml_parser_t *parser = &reader->parser;
  return (runner_yaml_problem){
      .is_out_of_memory = parser->error == YAML_MEMORY_ERROR,
      .problem = parser->problem,
      .context = parser->context,
      .index = parser->problem_mark.index,
      .context_index = parser->context_mark.index};
}
