package shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** What is sold. */
@Entity
public class Book {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  private String title;
  private Integer cents;

  /** Its key. */
  public Long id() {
    return id;
  }

  /** Its title. */
  public String title() {
    return title;
  }

  /** Its price. */
  public Integer cents() {
    return cents;
  }
}
